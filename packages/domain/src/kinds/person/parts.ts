import type { Field, Part } from '../../kind/types.ts';
import { REGION_LABEL } from '../../shared/regions.ts';

const name: Field = { type: 'text', label: { zh: '姓名', en: 'Name' }, needed: true };

/** What colleagues may know of a person. */
export const main = {
  label: { zh: '基本信息', en: 'Person' },
  fields: {
    nativeName: { type: 'text', label: { zh: '本国文字姓名', en: 'Native name' } },
    latinName: {
      ...name,
      label: { zh: '拉丁字母姓名', en: 'Latin name' },
      help: { zh: '与护照机读区一致', en: 'As in the passport’s machine-readable zone' },
    },
    chineseName: { type: 'text', label: { zh: '中文姓名', en: 'Chinese name' } },
    earlierNames: { type: 'text', label: { zh: '曾用名', en: 'Earlier names' } },
    sort: {
      type: 'choice',
      label: { zh: '人员类别', en: 'Kind of person' },
      options: {
        expert: { zh: '外国专家', en: 'Foreign expert' },
        visitor: { zh: '来访人员', en: 'Visitor' },
        staff: { zh: '本校教职工', en: 'Staff' },
        student: { zh: '学生', en: 'Student' },
        partner: { zh: '合作方联系人', en: 'Contact of a partner' },
        interpreter: { zh: '译员', en: 'Interpreter' },
        other: { zh: '其他', en: 'Other' },
      },
    },
    region: { type: 'region', label: REGION_LABEL },
    languages: { type: 'text', label: { zh: '语言', en: 'Languages' } },
    affiliation: { type: 'text', label: { zh: '单位', en: 'Affiliation' } },
    post: { type: 'text', label: { zh: '职务', en: 'Post' } },
    rank: { type: 'text', label: { zh: '职级', en: 'Rank' } },
    photo: { type: 'file', label: { zh: '照片', en: 'Photograph' } },
    notes: { type: 'text', lines: true, label: { zh: '备注', en: 'Notes' } },
  },
  lists: {
    emails: {
      label: { zh: '电子邮箱', en: 'E-mail addresses' },
      title: 'address',
      fields: {
        address: { type: 'text', max: 254, label: { zh: '地址', en: 'Address' } },
        use: { type: 'text', max: 60, label: { zh: '用途', en: 'Use' } },
      },
    },
    phones: {
      label: { zh: '电话', en: 'Phones' },
      title: 'number',
      fields: {
        number: { type: 'text', max: 40, label: { zh: '号码', en: 'Number' } },
        use: { type: 'text', max: 60, label: { zh: '用途', en: 'Use' } },
      },
    },
  },
} as const satisfies Part;

/** What only the desk, the director and the person's own record-keeper may see; a host's device never holds a byte of it. */
export const privatePart = {
  label: { zh: '证件与私人信息', en: 'Documents and private matters' },
  fields: {
    sex: {
      type: 'choice',
      label: { zh: '性别', en: 'Sex' },
      options: {
        female: { zh: '女', en: 'Female' },
        male: { zh: '男', en: 'Male' },
        other: { zh: '证件另有记载', en: 'Otherwise, as in the document' },
      },
    },
    birthDate: { type: 'date', label: { zh: '出生日期', en: 'Date of birth' } },
    diet: { type: 'text', lines: true, max: 1000, label: { zh: '饮食需要', en: 'Dietary needs' } },
    religion: { type: 'text', lines: true, max: 1000, label: { zh: '宗教需要', en: 'Religious needs' } },
    bank: { type: 'text', lines: true, max: 1000, label: { zh: '银行账户', en: 'Bank account' } },
  },
  lists: {
    passports: {
      label: { zh: '护照与证件', en: 'Passports' },
      title: 'number',
      fields: {
        number: { type: 'text', max: 40, label: { zh: '号码', en: 'Number' } },
        type: { type: 'text', max: 60, label: { zh: '类型', en: 'Type' } },
        region: { type: 'region', label: { zh: '签发国家(地区)', en: 'Issued by country or region' } },
        issued: { type: 'date', label: { zh: '签发日期', en: 'Issued' } },
        expires: { type: 'date', label: { zh: '有效期至', en: 'Expires' } },
        scan: { type: 'file', label: { zh: '扫描件', en: 'Scan' } },
      },
    },
    contacts: {
      label: { zh: '紧急联系人', en: 'Emergency contacts' },
      title: 'name',
      fields: {
        name,
        relation: { type: 'text', max: 60, label: { zh: '关系', en: 'Relation' } },
        phone: { type: 'text', max: 40, label: { zh: '电话', en: 'Phone' } },
      },
    },
  },
} as const satisfies Part;
